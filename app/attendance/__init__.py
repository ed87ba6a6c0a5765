"""A working day: may it begin, briefing, roll call, hours by one and confirmed by another, tools."""
