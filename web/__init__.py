"""The faces: what somebody sees or sends. They ask the engine below, and never the database."""
