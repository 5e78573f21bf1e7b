import { expect, test } from 'vitest'
import { presetOf, presets } from './emailPresets'

test('a known mail server is recognised by what it is reached with', () => {
  for (const [name, server] of Object.entries(presets)) expect(presetOf(server)).toBe(name)
  expect(presetOf({ host: 'mail.mocan.vn', port: 465, security: 'tls' })).toBe('other')
  expect(presetOf({ ...presets.google, port: 25 })).toBe('other')
})
