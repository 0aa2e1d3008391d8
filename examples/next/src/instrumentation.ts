/** Before the server answers anything, the database is ready. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { preparePeople } = await import('example-demo/people')
  await preparePeople()
}
