a
;
b