"""Pictures of a hub, and its floor plan: spaces as rectangles on a grid, drawn as SVG of ours."""
