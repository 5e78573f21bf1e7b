import type { EmailSettings, Protection } from '../campaigns/types'

type Server = Pick<EmailSettings, 'host' | 'port' | 'security'>

export const protections: Protection[] = ['starttls', 'tls', 'none']

/** Mail servers that businesses here use, as their providers document them. */
export const presets = {
  google: { host: 'smtp.gmail.com', port: 587, security: 'starttls' },
  zoho: { host: 'smtp.zoho.com', port: 465, security: 'tls' },
  microsoft: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
  ses: { host: 'email-smtp.ap-southeast-1.amazonaws.com', port: 587, security: 'starttls' },
} satisfies Record<string, Server>

export const other = 'other'
export type PresetName = keyof typeof presets | typeof other

/** The provider that settings are those of. */
export function presetOf({ host, port, security }: Server): PresetName {
  const names = Object.keys(presets) as (keyof typeof presets)[]
  return (
    names.find((n) => presets[n].host === host && presets[n].port === port && presets[n].security === security) ?? other
  )
}
