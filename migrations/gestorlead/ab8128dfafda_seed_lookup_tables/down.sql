-- Takes back the rows that the upgrade wrote and no others. A row in use is kept: its foreign key
-- refuses, and nothing of the downgrade happens.

DELETE FROM campaign_types WHERE code IN (
    'brand_awareness', 'lead_generation', 'product_launch', 'customer_retention',
    'sales_promotion', 'content_marketing', 'social_media_engagement', 'email_nurture',
    'event_promotion', 'webinar', 'referral_program', 'seasonal_promotion', 'retargeting',
    'market_research', 'community_building'
);

DELETE FROM agent_types WHERE code IN (
    'campaign_planner', 'ad_copywriter', 'lead_qualifier', 'email_marketer', 'blog_writer',
    'editor', 'translator', 'script_writer', 'logo_designer', 'banner_designer', 'brand_stylist',
    'data_analyst', 'report_builder', 'sentiment_monitor', 'code_assistant', 'code_reviewer',
    'test_writer', 'post_scheduler', 'community_manager', 'hashtag_scout', 'support_agent',
    'faq_writer', 'ticket_router', 'market_researcher', 'competitor_analyst', 'trend_spotter',
    'meeting_summarizer', 'task_organizer', 'document_assistant', 'product_describer',
    'price_watcher', 'review_responder', 'catalog_manager'
);

DELETE FROM agent_categories WHERE code IN (
    'marketing', 'content', 'design', 'analytics', 'development', 'social_media',
    'customer_service', 'research', 'productivity', 'ecommerce'
);

DELETE FROM provider_models WHERE code IN (
    'gpt-4o', 'gpt-4o-mini', 'dall-e-3', 'tts-1', 'whisper-1', 'claude-3-5-sonnet',
    'claude-3-5-haiku', 'claude-3-opus', 'gemini-pro', 'gemini-flash', 'gemini-pro-vision',
    'mistral-large', 'mistral-small', 'codestral', 'llama-3-70b', 'zephyr-7b', 'sdxl', 'musicgen',
    'stable-diffusion-3', 'stable-video-diffusion', 'multilingual-v2', 'turbo-v2'
);

DELETE FROM task_types WHERE code IN (
    'text_generation', 'copywriting', 'translation', 'summarization', 'email_writing',
    'image_generation', 'image_editing', 'logo_design', 'banner_design', 'background_removal',
    'voice_synthesis', 'transcription', 'music_generation', 'podcast_production',
    'video_generation', 'video_editing', 'animation', 'subtitles', 'data_analysis',
    'sentiment_analysis', 'market_research', 'competitor_research', 'trend_forecast'
);

DELETE FROM ai_providers WHERE code IN (
    'openai', 'anthropic', 'google', 'mistral', 'hugging_face', 'replicate', 'stability_ai',
    'elevenlabs'
);

DELETE FROM subscription_tiers WHERE code IN (
    'free', 'pro', 'enterprise', 'unlimited'
);
