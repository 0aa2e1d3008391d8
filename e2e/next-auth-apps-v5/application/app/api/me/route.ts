import { NextResponse } from 'next/server'
import { auth } from '@/auth'

export const GET = auth(function GET(request) {
  if (!request.auth) return NextResponse.json({ message: 'Not authenticated' }, { status: 401 })
  return NextResponse.json({ name: request.auth.user.name, role: request.auth.user.role })
})
