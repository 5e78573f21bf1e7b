import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '../../locale/en.json'
import vi from '../../locale/vi.json'

// Every word the pages ask for is there, in both languages, with the same blanks.

type Tree = { [k: string]: string | Tree }
const flat = (t: Tree, at = ''): [string, string][] =>
  Object.entries(t).flatMap(([k, v]) =>
    typeof v === 'string' ? [[at + k, v] as [string, string]] : flat(v, `${at}${k}.`),
  )
const words = { vi: new Map(flat(vi as Tree)), en: new Map(flat(en as Tree)) }
const sources = (dir: string): string[] =>
  readdirSync(dir).flatMap((n) => {
    const p = join(dir, n)
    return statSync(p).isDirectory() ? sources(p) : /\.tsx?$/.test(n) && !/\.test\./.test(n) ? [p] : []
  })

const stem = (k: string) => k.replace(/_(zero|one|other)$/, '')
/** The blanks of a key over all its plural forms; Vietnamese has one form, English two. */
const blanks = (of: Map<string, string>) => {
  const all = new Map<string, Set<string>>()
  for (const [k, v] of of)
    for (const m of v.matchAll(/\{\{\s*(\w+)|$/g)) all.set(stem(k), (all.get(stem(k)) ?? new Set()).add(m[1] ?? ''))
  return Object.fromEntries([...all].sort().map(([k, b]) => [k, [...b].sort().join(' ')]))
}

describe('words', () => {
  it('has the same keys and blanks in both languages', () => expect(blanks(words.en)).toEqual(blanks(words.vi)))
  it('tells events and properties apart', () => {
    for (const of of [vi, en])
      for (const names of [of.eventName, of.propertyName].map((n) => Object.values<string>(n)))
        expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([])
  })
  it('has every key the pages name', () => {
    const missing: string[] = []
    for (const file of sources(import.meta.dirname)) {
      // A list of words is asked for as a whole.
      for (const m of readFileSync(file, 'utf8').matchAll(/\bt\((['"])([\w.-]+)\1(?!, \{ returnObjects)/g)) {
        const key = m[2]!
        if (!words.vi.has(key) && !words.vi.has(key + '_other')) missing.push(`${file.split('/src/')[1]}: ${key}`)
      }
    }
    expect(missing).toEqual([])
  })
})
