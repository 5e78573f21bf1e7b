import { Menu, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { Blocks } from './Blocks'
import { readyQuery } from './data'
import { Step } from './Step'
import { isBlank } from './letter'
import { LiquidText } from './LiquidText'
import type { Class, Letter, ReadyLetter } from './types'
import type { Draft } from './useDraft'

const classes: Class[] = ['care', 'marketing', 'survey', 'transaction']
const langs = ['vi', 'en'] as const

/** What is sent: what sort of message it is by law, and the letter. */
export function WhatPart({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  const { letter } = draft.now
  const [version, setVersion] = useState(0)
  const write = (some: Partial<Letter>) => draft.change({ letter: { ...letter, ...some } })
  const begin = (ready: ReadyLetter) => {
    draft.change({ letter: ready.letter, class: ready.class })
    setVersion(version + 1) // the blocks are others now
  }
  return (
    <Step n={2} id="camp-what" title={t('campaign.what.title')}>
      <div className="camp-b">
        <ClassChoice draft={draft} />
        <div className="row camp-wrap">
          <Language draft={draft} />
          <span className="sp" />
          <Ready draft={draft} begin={begin} />
        </div>
        <LiquidText
          label={t('campaign.what.subject')}
          lang={draft.now.lang}
          max={200}
          value={letter.subject}
          set={(subject) => write({ subject })}
          hint={draft.now.class === 'marketing' ? t('campaign.what.label') : undefined}
        />
        <LiquidText
          label={t('campaign.what.preheader')}
          lang={draft.now.lang}
          max={200}
          value={letter.preheader ?? ''}
          set={(preheader) => write({ preheader: preheader || undefined })}
          hint={t('campaign.what.preheaderHow')}
        />
        <Blocks key={version} lang={draft.now.lang} blocks={letter.blocks} set={(blocks) => write({ blocks })} />
      </div>
    </Step>
  )
}

function ClassChoice({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  return (
    <Radio.Group
      label={t('campaign.what.class')}
      value={draft.now.class}
      onChange={(v) => draft.change({ class: v as Class })}
    >
      <div className="camp-cls">
        {classes.map((c) => (
          <Radio key={c} value={c} label={t(`reach.class.${c}`)} description={t(`campaign.class.${c}`)} />
        ))}
      </div>
    </Radio.Group>
  )
}

function Language({ draft }: { draft: Draft }) {
  const { t } = useTranslation()
  return (
    <div className="row">
      <span className="sm b" id="camp-lang">
        {t('campaign.what.lang')}
      </span>
      <div className="seg" role="group" aria-labelledby="camp-lang">
        {langs.map((l) => (
          <button key={l} type="button" aria-pressed={draft.now.lang === l} onClick={() => draft.change({ lang: l })}>
            {t(`campaign.lang.${l}`)}
          </button>
        ))}
      </div>
    </div>
  )
}

/** Texts to begin with; what is written already is not thrown away unasked. */
function Ready({ draft, begin }: { draft: Draft; begin: (l: ReadyLetter) => void }) {
  const { t } = useTranslation()
  const letters = useQuery(readyQuery(draft.now.lang)).data?.letters ?? []
  const [asked, setAsked] = useState<ReadyLetter | null>(null)
  if (letters.length === 0) return null
  const go = () => {
    begin(asked!)
    setAsked(null)
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <button type="button" className="btn o">
            <Icon name="template" size="s" />
            {t('campaign.ready.open')}
            <Icon name="down" size="s" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {letters.map((l) => (
            <Menu.Item key={l.key} onClick={() => (isBlank(draft.now.letter) ? begin(l) : setAsked(l))}>
              {l.name} <small className="t3">{t(`reach.class.${l.class}`)}</small>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={!!asked}
        close={() => setAsked(null)}
        title={t('campaign.ready.replace')}
        go={t('campaign.ready.go')}
        act={{ mutate: go }}
      >
        <p>{t('campaign.ready.sure', { name: asked?.name ?? '' })}</p>
      </Confirm>
    </>
  )
}
