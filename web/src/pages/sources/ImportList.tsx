import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useLiveEvent } from '@/api/live'
import type { ImportInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Failed, Tag } from '@/parts/parts'
import { importQuery, importsQuery, stateTone } from './data'
import { Progress } from './Progress'
import { useUpload } from './upload'

/** Keeps every import on the page in step with what the server sends. */
export function useImportsLive() {
  const client = useQueryClient()
  useLiveEvent(
    'import',
    useCallback(
      (i: ImportInfo) => {
        client.setQueryData(
          importsQuery.queryKey,
          (list) => list && (list.some((x) => x.id === i.id) ? list.map((x) => (x.id === i.id ? i : x)) : [i, ...list]),
        )
        client.setQueryData(importQuery(i.id).queryKey, (old) =>
          old ? { ...old, ...i, preview: i.preview ?? old.preview } : old,
        )
        // Why rows were refused is not in the event.
        if (i.state !== 'running') void client.invalidateQueries({ queryKey: importQuery(i.id).queryKey, exact: true })
      },
      [client],
    ),
  )
}

/** Files that were imported, or are being; each opens where it was left. */
export function ImportList() {
  const { t } = useTranslation()
  useImportsLive()
  const upload = useUpload()
  const client = useQueryClient()
  const sent = upload?.done?.id
  useEffect(() => {
    if (sent) void client.invalidateQueries({ queryKey: importsQuery.queryKey, exact: true })
  }, [sent, client])
  const query = useQuery({
    ...importsQuery,
    refetchInterval: (q) => (q.state.data?.some((i) => i.state === 'running' || i.state === 'undoing') ? 2000 : false),
  })
  if (query.error && !query.data)
    return (
      <section className="card below">
        <Failed error={query.error} retry={() => query.refetch()} />
      </section>
    )
  const list = query.data ?? []
  const sending = upload && !upload.done && !upload.error
  if (list.length === 0 && !sending) return null
  return (
    <section className="card below" aria-labelledby="imports">
      <div className="hd">
        <h2 id="imports">{t('sources.import.list')}</h2>
        {list.length > 0 && <span className="tag">{list.length}</span>}
      </div>
      <ul className="imports">
        {sending && (
          <li>
            <Link to="/sources/import">
              <Icon name="upload" />
              <span className="two">
                <b>{upload.name}</b>
                <Progress share={upload.loaded / upload.total} label={upload.name} />
              </span>
              <Tag tone="good">{t('sources.import.uploading')}</Tag>
            </Link>
          </li>
        )}
        {list.map((i) => (
          <Item key={i.id} item={i} />
        ))}
      </ul>
    </section>
  )
}

function Item({ item: i }: { item: ImportInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <li>
      <Link to="/sources/import" search={{ job: i.id }}>
        <Icon name="upload" />
        <span className="two">
          <b className="any">{i.fileName}</b>
          {i.state === 'running' ? (
            <Progress share={i.bytesRead / Math.max(1, i.bytes)} label={i.fileName} />
          ) : (
            <small>
              {f.dateTime(i.createdAt)} · {f.bytes(i.bytes)}
            </small>
          )}
        </span>
        <span className="imports-n">
          {i.state !== 'uploaded' && (
            <>
              {brought(i, t, f.num)}
              {i.refused > 0 && (
                <small className="dn">{t('sources.import.refusedN', { count: i.refused, n: f.num(i.refused) })}</small>
              )}
            </>
          )}
        </span>
        <Tag tone={stateTone[i.state]}>{t(`sources.import.state.${i.state}`)}</Tag>
      </Link>
    </li>
  )
}

/** What a file brought: rows, costs, or what Google counted. */
export function brought(i: ImportInfo, t: TFunction, num: (n: number) => string): string {
  if (i.costs) return t('sources.costs.countN', { count: i.costs, n: num(i.costs) })
  if (i.counts) return t('sources.counts.countN', { count: i.counts, n: num(i.counts) })
  return t('sources.import.acceptedN', { count: i.accepted, n: num(i.accepted) })
}
