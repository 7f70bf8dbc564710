"""Whether a week's balances went up or down: the test of Mann and Kendall.

Of every two days the later one counts +1 when its balance is higher, −1 when it is lower; S is the
sum. A direction is named when a series without one would give such an S in at most one of twenty
cases on that side, by the exact distribution (Kendall MG. Rank Correlation Methods. 1975; Mann HB.
Econometrica 1945;13:245-259). One odd day cannot make a direction, first and last have no more say
than the others, and fewer than four days have none.
"""

# Days with a balance: the least S with P(S ≥ s) ≤ 0.05.
LEAST_S = {4: 6, 5: 8, 6: 11, 7: 13}
FEWEST_DAYS = min(LEAST_S)
