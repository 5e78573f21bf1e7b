import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceInfo } from '@/api/types'
import { useFormat } from '@/i18n'
import { Icon } from '@/parts/Icon'
import { Failed, Tag, Waiting } from '@/parts/parts'
import { Code } from './Code'
import { useMay } from '@/session'
import { keyQuery, debuggerQuery, snippetQuery } from './data'
import { Platforms, Plugin, type Platform } from './Plugins'
import { Webhook } from './Webhook'
import { examples, type Example } from './examples'

/** How to connect the source, in three steps; folds away once touches come in. */
export function Setup({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const [fresh] = useState(!source.lastAt)
  const [open, setOpen] = useState(fresh)
  return (
    <section className="card" aria-labelledby="setup">
      <div className="hd">
        <h2 id="setup">{t(`sources.setup.${source.kind}`)}</h2>
        <span className="sp" />
        {!fresh && (
          <button
            type="button"
            className="btn"
            aria-expanded={open}
            aria-controls="setup-body"
            onClick={() => setOpen(!open)}
          >
            {t(open ? 'sources.setup.hide' : 'sources.setup.show')}
            <Icon name={open ? 'up' : 'down'} size="xs" />
          </button>
        )}
      </div>
      <div id="setup-body" hidden={!open}>
        {open &&
          (source.kind === 'website' ? (
            <Website source={source} />
          ) : source.kind === 'webhook' ? (
            <Webhook source={source} />
          ) : source.kind === 'server' ? (
            <Server source={source} />
          ) : (
            <File source={source} />
          ))}
      </div>
    </section>
  )
}

function Website({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const may = useMay('sources')
  const snippet = useQuery({ ...snippetQuery(source.id), enabled: may })
  const [platform, setPlatform] = useState<Platform | null>(null)
  return (
    <ol className="steps">
      <li>
        <h3>{t('sources.plugins.which')}</h3>
        <Platforms chosen={platform} choose={setPlatform} />
      </li>
      {platform && may ? (
        <Plugin source={source} platform={platform} />
      ) : (
        <>
          <li>
            <h3>{t('sources.setup.copy')}</h3>
            {!may ? (
              <p>{t('sources.setup.managers')}</p>
            ) : snippet.data ? (
              <Code text={snippet.data.html} label={t('sources.setup.snippet')} />
            ) : snippet.error ? (
              <Failed error={snippet.error} retry={() => snippet.refetch()} />
            ) : (
              <Waiting rows={3} />
            )}
          </li>
          <li>
            <h3>{t('sources.setup.paste')}</h3>
            <p>{t('sources.setup.pasteHow')}</p>
          </li>
        </>
      )}
      <li>
        <h3>{t('sources.setup.look')}</h3>
        <p>{t('sources.setup.lookHow')}</p>
        <FirstTouch source={source} />
      </li>
    </ol>
  )
}

function Server({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const [tab, setTab] = useState<Example>('curl')
  const made = useQuery(keyQuery(source.id)).data
  const list = examples(location.origin, made ?? 'WRITE_KEY')
  return (
    <ol className="steps">
      <li>
        <h3>{t('sources.setup.language')}</h3>
        <Tabs value={tab} onChange={(v) => setTab((v ?? 'curl') as Example)} keepMounted={false}>
          <Tabs.List>
            {list.map((e) => (
              <Tabs.Tab key={e.id} value={e.id}>
                {e.name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {list.map((e) => (
            <Tabs.Panel key={e.id} value={e.id} pt={8}>
              <Code text={e.code} label={e.name} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </li>
      <li>
        <h3>{t('sources.setup.who')}</h3>
        <p>{t('sources.setup.whoHow')}</p>
      </li>
      <li>
        <h3>{t('sources.setup.run')}</h3>
        <FirstTouch source={source} />
      </li>
    </ol>
  )
}

function File({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  return (
    <div className="steps-file">
      <p>{t('sources.setup.fileHow')}</p>
      <Link to="/sources/import" search={{ source: source.id }} className="btn p">
        <Icon name="upload" size="s" />
        {t('sources.import.open')}
      </Link>
    </div>
  )
}

/** Waits, and says so, until the first touch of the source is here. */
function FirstTouch({ source }: { source: SourceInfo }) {
  const { t } = useTranslation()
  const f = useFormat()
  const events = useQuery({ ...debuggerQuery(source.id, 'all'), refetchInterval: 1500 }).data?.events
  const first = events?.find((e) => e.accepted)
  const refused = events?.find((e) => !e.accepted)
  return (
    <div className={'first' + (first ? ' here' : '')} role="status">
      {first ? (
        <>
          <Icon name="check" />
          <span>
            <b>{t('sources.setup.received')}</b> {first.name || first.type} · {f.clock(first.at)}
          </span>
        </>
      ) : (
        <>
          <span className="dot live pulse" />
          <span>{t('sources.setup.waiting')}</span>
          {refused && (
            <Tag tone="pain" icon="alert">
              {t('sources.setup.onlyRefused')}
            </Tag>
          )}
        </>
      )}
    </div>
  )
}
