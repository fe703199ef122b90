select e'a' -- c
 '\';' ; b