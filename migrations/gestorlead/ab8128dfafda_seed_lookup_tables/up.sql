-- The rows of the lookup tables, for PostgreSQL and SQLite alike.
--
-- Rows refer to each other by code: the numbers are the database's own, and a second upgrade
-- after a downgrade gets new ones.

INSERT INTO subscription_tiers (code, name, monthly_credits, max_agents, price_cents, sort_order) VALUES
    ('free', 'Free', 100, 2, 0, 1),
    ('pro', 'Pro', 1000, 10, 2900, 2),
    ('enterprise', 'Enterprise', 5000, 50, 9900, 3),
    ('unlimited', 'Unlimited', -1, -1, 29900, 4);

INSERT INTO ai_providers (code, name, website, sort_order) VALUES
    ('openai', 'OpenAI', 'https://openai.com', 1),
    ('anthropic', 'Anthropic', 'https://www.anthropic.com', 2),
    ('google', 'Google', 'https://ai.google', 3),
    ('mistral', 'Mistral', 'https://mistral.ai', 4),
    ('hugging_face', 'Hugging Face', 'https://huggingface.co', 5),
    ('replicate', 'Replicate', 'https://replicate.com', 6),
    ('stability_ai', 'Stability AI', 'https://stability.ai', 7),
    ('elevenlabs', 'ElevenLabs', 'https://elevenlabs.io', 8);

INSERT INTO task_types (code, name, category, credits, sort_order) VALUES
    ('text_generation', 'Text generation', 'content', 1, 1),
    ('copywriting', 'Copywriting', 'content', 2, 2),
    ('translation', 'Translation', 'content', 1, 3),
    ('summarization', 'Summarization', 'content', 1, 4),
    ('email_writing', 'Email writing', 'content', 1, 5),
    ('image_generation', 'Image generation', 'visual', 5, 6),
    ('image_editing', 'Image editing', 'visual', 4, 7),
    ('logo_design', 'Logo design', 'visual', 6, 8),
    ('banner_design', 'Banner design', 'visual', 5, 9),
    ('background_removal', 'Background removal', 'visual', 2, 10),
    ('voice_synthesis', 'Voice synthesis', 'audio', 3, 11),
    ('transcription', 'Transcription', 'audio', 2, 12),
    ('music_generation', 'Music generation', 'audio', 8, 13),
    ('podcast_production', 'Podcast production', 'audio', 10, 14),
    ('video_generation', 'Video generation', 'video', 20, 15),
    ('video_editing', 'Video editing', 'video', 12, 16),
    ('animation', 'Animation', 'video', 15, 17),
    ('subtitles', 'Subtitles', 'video', 3, 18),
    ('data_analysis', 'Data analysis', 'analytics', 4, 19),
    ('sentiment_analysis', 'Sentiment analysis', 'analytics', 2, 20),
    ('market_research', 'Market research', 'analytics', 6, 21),
    ('competitor_research', 'Competitor research', 'analytics', 6, 22),
    ('trend_forecast', 'Trend forecast', 'analytics', 5, 23);

WITH listed (provider, code, name, modality, context_tokens, sort_order) AS (VALUES
    ('openai', 'gpt-4o', 'GPT-4o', 'multimodal', 128000, 1),
    ('openai', 'gpt-4o-mini', 'GPT-4o-mini', 'multimodal', 128000, 2),
    ('openai', 'dall-e-3', 'DALL-E 3', 'image', NULL, 3),
    ('openai', 'tts-1', 'TTS-1', 'audio', NULL, 4),
    ('openai', 'whisper-1', 'Whisper', 'audio', NULL, 5),
    ('anthropic', 'claude-3-5-sonnet', 'Claude-3.5-Sonnet', 'multimodal', 200000, 6),
    ('anthropic', 'claude-3-5-haiku', 'Claude-3.5-Haiku', 'text', 200000, 7),
    ('anthropic', 'claude-3-opus', 'Claude-3-Opus', 'multimodal', 200000, 8),
    ('google', 'gemini-pro', 'Gemini Pro', 'text', 1000000, 9),
    ('google', 'gemini-flash', 'Gemini Flash', 'multimodal', 1000000, 10),
    ('google', 'gemini-pro-vision', 'Gemini Pro Vision', 'multimodal', 16000, 11),
    ('mistral', 'mistral-large', 'Mistral Large', 'text', 128000, 12),
    ('mistral', 'mistral-small', 'Mistral Small', 'text', 32000, 13),
    ('mistral', 'codestral', 'Codestral', 'text', 32000, 14),
    ('hugging_face', 'llama-3-70b', 'Llama 3 70B', 'text', 8000, 15),
    ('hugging_face', 'zephyr-7b', 'Zephyr 7B', 'text', 32000, 16),
    ('replicate', 'sdxl', 'SDXL', 'image', NULL, 17),
    ('replicate', 'musicgen', 'MusicGen', 'audio', NULL, 18),
    ('stability_ai', 'stable-diffusion-3', 'Stable Diffusion 3', 'image', NULL, 19),
    ('stability_ai', 'stable-video-diffusion', 'Stable Video Diffusion', 'video', NULL, 20),
    ('elevenlabs', 'multilingual-v2', 'Multilingual v2', 'audio', NULL, 21),
    ('elevenlabs', 'turbo-v2', 'Turbo v2', 'audio', NULL, 22)
)
INSERT INTO provider_models (provider_id, code, name, modality, context_tokens, sort_order)
SELECT p.id, l.code, l.name, l.modality, l.context_tokens, l.sort_order
FROM listed AS l
JOIN ai_providers AS p ON p.code = l.provider;

INSERT INTO agent_categories (code, name, sort_order) VALUES
    ('marketing', 'Marketing', 1),
    ('content', 'Content', 2),
    ('design', 'Design', 3),
    ('analytics', 'Analytics', 4),
    ('development', 'Development', 5),
    ('social_media', 'Social Media', 6),
    ('customer_service', 'Customer Service', 7),
    ('research', 'Research', 8),
    ('productivity', 'Productivity', 9),
    ('ecommerce', 'E-commerce', 10);

WITH listed (category, code, name, sort_order) AS (VALUES
    ('marketing', 'campaign_planner', 'Campaign Planner', 1),
    ('marketing', 'ad_copywriter', 'Ad Copywriter', 2),
    ('marketing', 'lead_qualifier', 'Lead Qualifier', 3),
    ('marketing', 'email_marketer', 'Email Marketer', 4),
    ('content', 'blog_writer', 'Blog Writer', 5),
    ('content', 'editor', 'Editor', 6),
    ('content', 'translator', 'Translator', 7),
    ('content', 'script_writer', 'Script Writer', 8),
    ('design', 'logo_designer', 'Logo Designer', 9),
    ('design', 'banner_designer', 'Banner Designer', 10),
    ('design', 'brand_stylist', 'Brand Stylist', 11),
    ('analytics', 'data_analyst', 'Data Analyst', 12),
    ('analytics', 'report_builder', 'Report Builder', 13),
    ('analytics', 'sentiment_monitor', 'Sentiment Monitor', 14),
    ('development', 'code_assistant', 'Code Assistant', 15),
    ('development', 'code_reviewer', 'Code Reviewer', 16),
    ('development', 'test_writer', 'Test Writer', 17),
    ('social_media', 'post_scheduler', 'Post Scheduler', 18),
    ('social_media', 'community_manager', 'Community Manager', 19),
    ('social_media', 'hashtag_scout', 'Hashtag Scout', 20),
    ('customer_service', 'support_agent', 'Support Agent', 21),
    ('customer_service', 'faq_writer', 'FAQ Writer', 22),
    ('customer_service', 'ticket_router', 'Ticket Router', 23),
    ('research', 'market_researcher', 'Market Researcher', 24),
    ('research', 'competitor_analyst', 'Competitor Analyst', 25),
    ('research', 'trend_spotter', 'Trend Spotter', 26),
    ('productivity', 'meeting_summarizer', 'Meeting Summarizer', 27),
    ('productivity', 'task_organizer', 'Task Organizer', 28),
    ('productivity', 'document_assistant', 'Document Assistant', 29),
    ('ecommerce', 'product_describer', 'Product Describer', 30),
    ('ecommerce', 'price_watcher', 'Price Watcher', 31),
    ('ecommerce', 'review_responder', 'Review Responder', 32),
    ('ecommerce', 'catalog_manager', 'Catalog Manager', 33)
)
INSERT INTO agent_types (category_id, code, name, sort_order)
SELECT c.id, l.code, l.name, l.sort_order
FROM listed AS l
JOIN agent_categories AS c ON c.code = l.category;

INSERT INTO campaign_types (code, name, sort_order) VALUES
    ('brand_awareness', 'Brand awareness', 1),
    ('lead_generation', 'Lead generation', 2),
    ('product_launch', 'Product launch', 3),
    ('customer_retention', 'Customer retention', 4),
    ('sales_promotion', 'Sales promotion', 5),
    ('content_marketing', 'Content marketing', 6),
    ('social_media_engagement', 'Social media engagement', 7),
    ('email_nurture', 'Email nurture', 8),
    ('event_promotion', 'Event promotion', 9),
    ('webinar', 'Webinar', 10),
    ('referral_program', 'Referral program', 11),
    ('seasonal_promotion', 'Seasonal promotion', 12),
    ('retargeting', 'Retargeting', 13),
    ('market_research', 'Market research', 14),
    ('community_building', 'Community building', 15);
