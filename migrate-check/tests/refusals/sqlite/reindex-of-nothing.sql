REINDEX none_such;
