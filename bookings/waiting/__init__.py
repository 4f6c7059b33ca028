"""The waiting list: who waits for a place that is taken, and to whom it is proposed when it becomes free."""
