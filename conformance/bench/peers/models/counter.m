-- A counter to 10, to see how long a tool takes to begin.
var x : 0..10;
startstate begin x := 0; end;
rule x < 10 ==> begin x := x + 1; end;
rule x = 10 ==> begin x := 0; end;
invariant "InRange" x <= 10;
