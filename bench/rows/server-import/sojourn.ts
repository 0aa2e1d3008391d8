export const specifier = 'sojourn/server'
