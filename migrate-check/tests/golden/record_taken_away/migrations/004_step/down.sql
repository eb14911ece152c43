DROP TABLE app.goods;
