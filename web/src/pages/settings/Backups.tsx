import { Modal, PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, call } from '@/api/client'
import { machineQuery } from '@/api/queries'
import type { BackupFile, BackupResult, BackupRunning, BackupsInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Empty, explain, Loaded, Tag } from '@/parts/parts'

const key = ['backups']
const lookAgain = 1000

/** The backups of everything: how the last one went, making one, taking one away. */
export function Backups() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(api.GET('/v1/backups', { signal })),
    refetchInterval: (q) => (q.state.data?.running ? lookAgain : false),
  })
  const start = useMutation({
    mutationFn: () => call(api.POST('/v1/backups')),
    onSuccess: (next) => client.setQueryData(key, next),
  })
  const running = query.data?.running
  const ended = query.data?.last?.at
  useEffect(() => void client.invalidateQueries({ queryKey: machineQuery.queryKey }), [client, ended]) // Home tells of it
  return (
    <section className="card" aria-labelledby="backups">
      <div className="hd">
        <h2 id="backups">{t('settings.backups.title')}</h2>
        <span className="sp" />
        <button
          type="button"
          className="btn p"
          disabled={!query.data || !!running || start.isPending}
          onClick={() => start.mutate()}
        >
          {t('settings.backups.now')}
        </button>
      </div>
      <p className="about">{t('settings.backups.about')}</p>
      {start.error && (
        <p className="bad about" role="alert">
          {explain(start.error, t)}
        </p>
      )}
      <Loaded query={query} rows={4}>
        {(info) => (
          <>
            {info.running && <Progress running={info.running} />}
            <Standing info={info} />
            <Files files={info.files} />
          </>
        )}
      </Loaded>
    </section>
  )
}

/** A backup under way: how far, and a button to stop it. */
function Progress({ running: r }: { running: BackupRunning }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const f = useFormat()
  const stop = useMutation({
    mutationFn: () => call(api.DELETE('/v1/backups/running')),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  })
  const words = r.verifying
    ? t('settings.backups.verifying')
    : t('settings.backups.writing', { done: f.bytes(r.done), total: f.bytes(r.total) })
  return (
    <div className="bk-run">
      <span className="t2 g1" role="status">
        {words}
      </span>
      <progress aria-label={words} max={1} value={r.verifying ? undefined : r.total > 0 ? r.done / r.total : 0} />
      <button type="button" className="btn" disabled={stop.isPending} onClick={() => stop.mutate()}>
        {t('settings.backups.stop')}
      </button>
    </div>
  )
}

/** How the last backup went, and when the next is due. */
function Standing({ info }: { info: BackupsInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <ul className="rows">
      {info.last && <Outcome result={info.last} />}
      {info.last?.error && info.lastGood && <Outcome result={info.lastGood} good />}
      <li>
        <Icon name="clock" />
        <span className="two">
          <b>
            {info.at
              ? t('settings.backups.daily', { at: info.at, count: info.keep, n: info.keep })
              : t('settings.backups.noDaily')}
          </b>
          <small className="any">
            {info.next && t('settings.backups.next', { date: f.dateTime(info.next) })}{' '}
            {t('settings.backups.where', { folder: info.folder })}
          </small>
        </span>
        {!info.encrypted && info.files.length > 0 && (
          <Tag tone="warn" icon="alert">
            {t('settings.backups.plain')}
          </Tag>
        )}
      </li>
    </ul>
  )
}

function Outcome({ result: r, good }: { result: BackupResult; good?: boolean }) {
  const { t } = useTranslation()
  const f = useFormat()
  const tried = r.verified === 'restored' ? 'settings.backups.restored' : 'settings.backups.hashes'
  return (
    <li>
      <Icon name={r.error ? 'alert' : 'check'} />
      <span className="two">
        <b>
          {t(r.error ? 'settings.backups.failed' : good ? 'settings.backups.lastGood' : 'settings.backups.last', {
            date: f.dateTime(r.at),
          })}
        </b>
        <small className="any">
          {r.error ||
            [
              f.bytes(r.bytes),
              ...(r.seconds >= 1 ? [t('settings.backups.took', { time: f.duration(r.seconds) })] : []),
              t(tried),
            ].join(' · ')}
        </small>
      </span>
      {r.error && (
        <Tag tone="warn" icon="alert">
          {t('settings.backups.bad')}
        </Tag>
      )}
    </li>
  )
}

function Files({ files }: { files: BackupFile[] }) {
  const { t } = useTranslation()
  const [taking, take] = useState<BackupFile>()
  if (files.length === 0)
    return (
      <Empty icon="hist" title={t('settings.backups.none')}>
        {t('settings.backups.noneHow')}
      </Empty>
    )
  return (
    <>
      <h3 className="sub">{t('settings.backups.files')}</h3>
      <ul className="rows">
        {files.map((file) => (
          <File key={file.name} file={file} take={() => take(file)} />
        ))}
      </ul>
      <Modal
        opened={!!taking}
        onClose={() => take(undefined)}
        title={t('settings.backups.takeTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{ content: 'set' }}
      >
        {taking && <Take file={taking} onClose={() => take(undefined)} />}
      </Modal>
    </>
  )
}

function File({ file, take }: { file: BackupFile; take: () => void }) {
  const { t } = useTranslation()
  const f = useFormat()
  return (
    <li>
      <Icon name="hist" />
      <span className="two">
        <b>{f.dateTime(file.at)}</b>
        <small>
          {t(`settings.backups.kind.${file.kind}`)} · {f.bytes(file.bytes)}
        </small>
      </span>
      <button
        type="button"
        className="btn i"
        aria-label={t('settings.backups.takeOf', { date: f.dateTime(file.at) })}
        onClick={take}
      >
        <Icon name="dl" />
      </button>
    </li>
  )
}

/** Asks for the password, then lets the browser download. */
function Take({ file, onClose }: { file: BackupFile; onClose: () => void }) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const ask = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/backups/{name}/ticket', { params: { path: { name: file.name } }, body: { password } })),
    onSuccess: ({ url }) => {
      location.assign(url)
      onClose()
    },
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    ask.mutate()
  }
  return (
    <form className="dlg" onSubmit={submit}>
      <p>{t('settings.backups.takeExplain')}</p>
      <PasswordInput
        label={t('settings.backups.password')}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        autoComplete="current-password"
        required
        data-autofocus
        error={ask.error && explain(ask.error, t)}
      />
      <div className="dlg-act">
        <button type="button" className="btn" onClick={onClose}>
          {t('common.cancel')}
        </button>
        <button type="submit" className="btn p" disabled={ask.isPending}>
          {t('settings.backups.takeGo')}
        </button>
      </div>
    </form>
  )
}
