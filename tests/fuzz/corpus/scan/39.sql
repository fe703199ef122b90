a -- b; c
; d