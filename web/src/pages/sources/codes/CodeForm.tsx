import { Checkbox, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { mapQuery, mapsQuery } from '@/api/queries'
import type { QRCode, QRPage } from '@/api/types'
import { explain } from '@/parts/parts'
import { useSession } from '@/session'
import { askKinds, codesQuery, lines, purposes, type AskKind } from './data'

/** Where codes hang: a place of a map, and for a new one branches and spots, a line each. */
interface Hung {
  map: string
  touchpoint: string | null
  branches: string
  spots: string
}
type Change = (more: Partial<Hung>) => void

/** Makes codes for a place of a map, or changes one that is there. */
export function CodeForm({ code, onClose }: { code?: QRCode; onClose: () => void }) {
  const { t } = useTranslation()
  const maps = useQuery(mapsQuery).data ?? []
  const [said, say] = useState<Hung>({
    map: code?.map ?? '',
    touchpoint: code?.touchpoint ?? null,
    branches: code?.branch ?? '',
    spots: code?.place ?? '',
  })
  const at = { ...said, map: said.map || maps[0]?.id || '' }
  const places = useQuery({ ...mapQuery(at.map), enabled: !!at.map }).data?.touchpoints ?? []
  const name = code?.name ?? places.find((p) => p.id === at.touchpoint)?.name ?? ''
  const [page, setPage] = useState<QRPage>(code?.page ?? {})
  const save = useSave(code, at, page, onClose)
  const change: Change = (more) => say((was) => ({ ...was, ...more }))
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      {code ? <Moved at={at} change={change} /> : <Where at={at} change={change} maps={maps} places={places} />}
      <PageFields page={page} set={(more) => setPage((p) => ({ ...p, ...more }))} touchpoint={name} />
      {save.error && (
        <p className="bad" role="alert">
          {explain(save.error, t)}
        </p>
      )}
      <div className="dlg-act">
        {!code && <Count at={at} />}
        <span className="sp" />
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={save.isPending || (!code && !at.touchpoint)}>
          {t(code ? 'common.save' : 'qr.form.go')}
        </button>
      </div>
    </form>
  )
}

function useSave(code: QRCode | undefined, at: Hung, page: QRPage, onClose: () => void) {
  const client = useQueryClient()
  const { map, touchpoint, branches, spots } = at
  return useMutation({
    mutationFn: async () => {
      if (code) {
        const body = { branch: branches, place: spots, page }
        await call(api.PATCH('/v1/qr-codes/{id}', { params: { path: { id: code.id } }, body }))
      } else if (touchpoint) {
        const body = { map, touchpoint, branches: lines(branches), places: lines(spots), page }
        await call(api.POST('/v1/qr-codes', { body }))
        await client.invalidateQueries({ queryKey: mapQuery(map).queryKey })
      }
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: codesQuery.queryKey })
      onClose()
    },
  })
}

function Count({ at }: { at: Hung }) {
  const { t } = useTranslation()
  const count = Math.max(1, lines(at.branches).length) * Math.max(1, lines(at.spots).length)
  return <span className="t3 sm">{t('qr.form.many', { count, n: count })}</span>
}

/** Where a printed code hangs now. */
function Moved({ at, change }: { at: Hung; change: Change }) {
  const { t } = useTranslation()
  return (
    <div className="half">
      <TextInput
        label={t('qr.form.branch')}
        value={at.branches}
        maxLength={80}
        onChange={(e) => change({ branches: e.target.value })}
      />
      <TextInput
        label={t('qr.form.place')}
        value={at.spots}
        maxLength={80}
        onChange={(e) => change({ spots: e.target.value })}
      />
    </div>
  )
}

interface Named {
  id: string
  name: string
}

/** Where new codes are to hang. */
function Where(p: { at: Hung; change: Change; maps: Named[]; places: Named[] }) {
  const { t } = useTranslation()
  const { at, change } = p
  return (
    <>
      {p.maps.length > 1 && (
        <Select
          label={t('qr.form.map')}
          allowDeselect={false}
          value={at.map}
          onChange={(v) => change({ map: v ?? undefined, touchpoint: null })}
          data={p.maps.map((m) => ({ value: m.id, label: m.name }))}
        />
      )}
      <Select
        label={t('qr.form.touchpoint')}
        description={t('qr.form.touchpointHint')}
        searchable
        required
        value={at.touchpoint}
        onChange={(touchpoint) => change({ touchpoint })}
        data={p.places.map((x) => ({ value: x.id, label: x.name }))}
        data-autofocus
      />
      <div className="half">
        <Textarea
          label={t('qr.form.branches')}
          rows={3}
          value={at.branches}
          onChange={(e) => change({ branches: e.target.value })}
        />
        <Textarea
          label={t('qr.form.places')}
          rows={3}
          value={at.spots}
          onChange={(e) => change({ spots: e.target.value })}
        />
      </div>
    </>
  )
}

/** What the page of a code says and asks. */
function PageFields(p: { page: QRPage; set: (change: Partial<QRPage>) => void; touchpoint: string }) {
  const { t } = useTranslation()
  const { page, set } = p
  return (
    <>
      <TextInput
        label={t('qr.form.line')}
        placeholder={t('qr.form.lineExample')}
        value={page.line ?? ''}
        maxLength={80}
        onChange={(e) => set({ line: e.target.value })}
      />
      <Ask {...p} />
      <Checkbox
        label={t('qr.form.contact')}
        checked={!!page.contact}
        onChange={(e) => set({ contact: e.target.checked })}
      />
      {page.contact && (
        <Checkbox.Group
          label={t('qr.form.consents')}
          value={page.consents ?? []}
          onChange={(consents) => set({ consents: consents as QRPage['consents'] })}
        >
          {purposes.map((c) => (
            <Checkbox key={c} value={c} label={t(`consent.purpose.${c}`)} mt={6} />
          ))}
        </Checkbox.Group>
      )}
      <TextInput
        label={t('qr.form.thanks')}
        value={page.thanks ?? ''}
        maxLength={300}
        placeholder={t('codePage.thanks')}
        onChange={(e) => set({ thanks: e.target.value })}
      />
      <TextInput
        label={t('qr.form.address')}
        description={t('qr.form.addressHint')}
        type="url"
        value={page.address ?? ''}
        maxLength={500}
        onChange={(e) => set({ address: e.target.value.trim() })}
      />
    </>
  )
}

/** The question: how it is answered, its words, its choices. */
function Ask(p: { page: QRPage; set: (change: Partial<QRPage>) => void; touchpoint: string }) {
  const { t } = useTranslation()
  const business = useSession()?.workspace?.name ?? ''
  const example = (kind: AskKind) =>
    t(`qr.form.questionExample.${kind}`, {
      business,
      touchpoint: p.touchpoint || '…',
      interpolation: { escapeValue: false },
    })
  const ask = p.page.ask
  const kind: AskKind = ask?.kind ?? 'none'
  const choose = (next: AskKind) => {
    if (next === 'none') return p.set({ ask: undefined })
    const text = !ask || ask.text === example(kind) ? example(next) : ask.text
    p.set({ ask: { kind: next, text, choices: next === 'choice' ? (ask?.choices ?? []) : undefined } })
  }
  return (
    <>
      <div>
        <p className="lab" id="ask">
          {t('qr.form.ask')}
        </p>
        <SegmentedControl
          aria-labelledby="ask"
          fullWidth
          value={kind}
          onChange={(v) => choose(v as AskKind)}
          data={askKinds.map((k) => ({ value: k, label: t(`qr.form.kinds.${k}`) }))}
        />
      </div>
      {ask && (
        <Textarea
          label={t('qr.form.question')}
          value={ask.text}
          required
          maxLength={300}
          autosize
          minRows={1}
          onChange={(e) => p.set({ ask: { ...ask, text: e.target.value } })}
        />
      )}
      {ask?.kind === 'choice' && (
        <Textarea
          label={t('qr.form.choices')}
          rows={4}
          required
          value={(ask.choices ?? []).join('\n')}
          onChange={(e) => p.set({ ask: { ...ask, choices: e.target.value.split('\n') } })}
        />
      )}
    </>
  )
}
