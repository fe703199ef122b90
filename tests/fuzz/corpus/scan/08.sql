select e'a'
 '\';' ; b