import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { ApiError, api, call } from '@/api/client'
import { draftOf } from './letter'
import { type Campaign, type CampaignDraft } from './types'

const pause = 800 // ms without a change before the draft is sent

const put = (id: string, body: CampaignDraft) => call(api.PUT('/v1/campaigns/{id}', { params: { path: { id } }, body }))

export type Draft = ReturnType<typeof useDraft>

/** A draft being written: what stands in the page, kept by the server a moment after each change. */
export function useDraft(campaign: Campaign) {
  const { id } = campaign
  const client = useQueryClient()
  const [now, setNow] = useState(() => draftOf(campaign))
  const [kept, setKept] = useState(() => ({ text: JSON.stringify(draftOf(campaign)), at: '' }))
  const revision = useRef(campaign.revision) // as it was read: who wrote over it elsewhere is not written over
  const text = JSON.stringify(now)
  const changed = text !== kept.text
  const save = useMutation({
    mutationFn: (draft: CampaignDraft) => put(id, { ...draft, revision: revision.current }),
    scope: { id: 'campaign-' + id }, // one after the other: the last change is what is kept
    onSuccess: (next, sent) => {
      revision.current = next.revision
      setKept({ text: JSON.stringify(sent), at: new Date().toISOString() })
      client.setQueryData(['campaign', id], next)
      void client.invalidateQueries({ queryKey: ['campaigns'] })
    },
    // Somebody else started it: the page becomes that of a send.
    onError: (e) =>
      e instanceof ApiError &&
      e.status === 409 &&
      client.invalidateQueries({ queryKey: ['campaign', id], exact: true }),
  })
  const { mutate } = save
  useEffect(() => {
    if (!changed) return
    const soon = setTimeout(() => mutate(JSON.parse(text) as CampaignDraft), pause)
    return () => clearTimeout(soon)
  }, [changed, text, mutate])
  useLeaving(id, changed ? text : undefined, revision)
  return {
    id,
    now,
    change: (some: Partial<CampaignDraft>) => setNow((d) => ({ ...d, ...some })),
    /** Sends what is not kept yet; others wait for it before they ask about the campaign. */
    keep: () => (changed ? save.mutateAsync(now) : Promise.resolve(campaign)),
    changed,
    keptAt: kept.at,
    error: changed && !save.isPending ? save.error : null,
  }
}

/** Who leaves in the middle of a change loses nothing: inside the app it is sent, elsewhere the browser asks. */
function useLeaving(id: string, unkept: string | undefined, revision: RefObject<number | undefined>) {
  const last = useRef<string | undefined>(undefined)
  useEffect(() => {
    last.current = unkept
    if (!unkept) return
    const ask = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unkept])
  const client = useQueryClient()
  useEffect(
    () => () => {
      if (!last.current) return
      void put(id, { ...(JSON.parse(last.current) as CampaignDraft), revision: revision.current })
        .then((next) => client.setQueryData(['campaign', id], next))
        .catch(() => undefined) // the page that would say so is gone
    },
    [id, client, revision],
  )
}
