select text from agents
