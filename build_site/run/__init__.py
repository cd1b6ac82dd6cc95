"""How work is done, knowing nothing of money: worker processes, a cluster, fetching."""
