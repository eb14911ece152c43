SELECT row_number();
