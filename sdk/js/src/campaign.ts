// Where the visitor came from: utm parameters and the click ids of
// advertisements, of this page, and the first and last ever seen.

import { read, write } from './store'

export type Campaign = { [name: string]: string }

/** The campaign in the address of this page, undefined when there is none. */
export function campaign(): Campaign | undefined {
  const found: Campaign = {}
  location.search
    .slice(1)
    .replace(/&amp;/g, '&') // as links in mails have it
    .split('&')
    .forEach((pair) => {
      const [name, value] = pair.split('=')
      const utm = /^utm_(\w+)$/.exec(name)
      if (value && (utm || /^(gclid|gbraid|wbraid|dclid|fbclid|ttclid|msclkid|twclid|li_fat_id|zarsrc)$/.test(name))) {
        found[utm ? (utm[1] == 'campaign' ? 'name' : utm[1]) : name] = decode(value)
      }
    })
  return Object.keys(found).length ? found : undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '))
  } catch {
    return text
  }
}

type Seen = { first?: Campaign; last?: Campaign }

let kept: Seen = parse(read('from'))

function parse(text: string | null): Seen {
  try {
    return JSON.parse(text || '{}')
  } catch {
    return {} // not ours
  }
}

/** The first and the last campaign, of which now may be one. */
export function attribution(now: Campaign | undefined): Seen | undefined {
  if (now) {
    const seen = Object.assign({ at: new Date().toISOString() }, now)
    kept = { first: kept.first || seen, last: seen }
  }
  return kept.first && kept
}

/** Keeps both for later visits, or forgets them. */
export function keepCampaigns(yes: boolean): void {
  if (!yes) kept = {}
  else if (kept.first) write('from', JSON.stringify(kept))
}
