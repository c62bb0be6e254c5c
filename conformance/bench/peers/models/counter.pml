/* A counter to 10, to see how long a tool takes to begin. */
byte x;
active proctype p() {
  do
  :: d_step { x < 10 -> x++; assert(x <= 10) }
  :: d_step { x == 10 -> x = 0 }
  od
}
