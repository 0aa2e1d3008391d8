export const specifier = 'iron-session'
