"""Withdrawal from a contract (§§ 355, 356a BGB): taken down from anybody, with a receipt, whatever code was typed.

Nothing is looked up while the page is answered, so right, wrong and other people's codes get the same answer in the
same time. What it is about is found afterwards, by people or a job.
"""
