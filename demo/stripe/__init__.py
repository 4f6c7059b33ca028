"""A small fake of Stripe for the demo and the tests: a process of its own that speaks Stripe's HTTP and takes no money.

`python -m demo.stripe` runs it (`server`); `beside` runs it with the demo's site. What it knows is in `state`; the
calls that it answers are in `sessions`, `refunds`, `events`, `reading`; what people see in `page`; what tests pull in
`levers`. It stands on the documented shapes of the SDK (`parameters`), and knows nothing of the site.
"""
