import { queryOptions } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { api, call } from '@/api/client'
import type { DayOff } from '@/api/types'
import type { Format } from '@/format'

/** What people ask for about their data, those due first. */
export const requestsQuery = queryOptions({
  queryKey: ['data-requests'],
  queryFn: ({ signal }) => call(api.GET('/v1/data-requests', { signal })),
})

/** Days that the clocks of requests leave out. */
export const daysOffQuery = queryOptions({
  queryKey: ['days-off'],
  queryFn: ({ signal }) => call(api.GET('/v1/days-off', { signal })),
})

/** The noon of a day of the calendar, which is that day in every zone we show. */
export const noon = (day: string, zone: string) => {
  const utc = new Date(`${day}T12:00:00Z`)
  const there = new Date(utc.toLocaleString('en-US', { timeZone: zone }))
  const here = new Date(utc.toLocaleString('en-US', { timeZone: 'UTC' }))
  return new Date(utc.getTime() + here.getTime() - there.getTime())
}

/** Days off in words, those that follow each other for one reason together: "weekend 28/11 – 29/11, Tết 16/02 – 20/02". */
export function daysInWords(days: DayOff[], t: TFunction, f: Format): string {
  const spans: { why: string; from: string; to: string }[] = []
  for (const d of days) {
    const why = d.name || t(`privacy.dayOff.${d.why}`)
    const last = spans.at(-1)
    if (last?.why === why && follows(last.to, d.day)) last.to = d.day
    else spans.push({ why, from: d.day, to: d.day })
  }
  const day = (s: string) => f.dayMonth(noon(s, f.zone))
  return spans.map((s) => `${s.why} ${day(s.from)}${s.from === s.to ? '' : `\u00a0\u2013 ${day(s.to)}`}`).join(', ')
}

const follows = (a: string, b: string) => Date.parse(b) - Date.parse(a) === 86_400_000
