langsmith run list --filter 'eq(status, "error")' --limit 5
F="eq(name, 'é😀')"
langsmith trace list --filter "$F" --limit 2
