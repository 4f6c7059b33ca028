"""The admins' pages: how the site is doing. Features add theirs: `core.admin.menu.add(Entry(menu.SITE, rank, …))`."""
