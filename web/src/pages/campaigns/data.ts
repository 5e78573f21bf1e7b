import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { api, call } from '@/api/client'
import { useMay } from '@/session'
import type { Campaign, CampaignDraft, Channel, Class, ItemState, Lang, Letter, Note, State, Way } from './types'

// How pages ask about campaigns and the channels they leave by.

/** Whether the signed-in user may write campaigns and send them. */
export const useMaySend = () => useMay('send')

const second = 1000
/** While messages leave, the numbers change every second; before and between, now and then. */
const pace = (state?: State) =>
  state === 'running' ? second : state === 'scheduled' || state === 'paused' ? 10 * second : false

export const campaignsQuery = queryOptions({
  queryKey: ['campaigns'],
  queryFn: ({ signal }) => call(api.GET('/v1/campaigns', { signal })),
  refetchInterval: (q) => {
    const states = q.state.data?.campaigns.map((c) => c.state) ?? []
    return states.includes('running') ? 3 * second : states.includes('scheduled') && 30 * second
  },
})

export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) => call(api.GET('/v1/campaigns/{id}', { signal, params: { path: { id } } })),
    refetchInterval: (q) => pace(q.state.data?.state),
  })

/** Who would get a draft; nothing is kept. */
export const checkQuery = (draft: CampaignDraft) =>
  queryOptions({
    queryKey: ['campaign-check', draft],
    staleTime: 60 * second,
    retry: false,
    queryFn: ({ signal }) => call(api.POST('/v1/campaigns/preview', { signal, body: draft })),
  })

export interface Looked {
  way: Way
  /** Of e-mail. */
  letter?: Letter
  /** Of other ways. */
  text?: Note
  class: Class
  lang: Lang
  /** The pool of codes it is from. */
  voucher?: string
  /** Whom it is looked at as; example values without. */
  customer?: number
}
export const letterQuery = (looked: Looked) =>
  queryOptions({
    queryKey: ['letter', looked],
    retry: false,
    queryFn: ({ signal }) => call(api.POST('/v1/campaigns/letter/preview', { signal, body: looked })),
  })

export const readyQuery = (lang: Lang) =>
  queryOptions({
    queryKey: ['letters', 'ready', lang],
    staleTime: Infinity,
    queryFn: ({ signal }) => call(api.GET('/v1/letters/ready', { signal, params: { query: { lang } } })),
  })

export const recipientsQuery = ({ id, state: stands }: Campaign, state?: ItemState, rule?: string) =>
  infiniteQueryOptions({
    queryKey: ['campaign', id, 'recipients', stands, state ?? '', rule ?? ''],
    refetchInterval: stands === 'running' && 5 * second,
    queryFn: ({ pageParam, signal }) =>
      call(
        api.GET('/v1/campaigns/{id}/recipients', {
          signal,
          params: { path: { id }, query: { state, rule, limit: 50, after: pageParam || undefined } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
  })

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  staleTime: 30 * second,
  queryFn: ({ signal }) => call(api.GET('/v1/channels', { signal })),
})

/** Whether messages can leave by a channel once it is told to. */
const works = (c?: Channel) => !!c?.set && (!c.zalo || c.zalo.connected)

/** The channels of ways; until they are known, none is said to be missing. */
export function useWays() {
  const list = useQuery(channelsQuery).data?.channels
  // ZNS leaves by the official account of Zalo.
  const channel = (way: Way) => list?.find((c) => c.way === (way === 'zns' ? 'zalo' : way))
  return { channel, missing: (way: Way) => !!list && !works(channel(way)) }
}
