import { Menu, Radio } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Confirm } from '@/parts/Confirm'
import { Icon } from '@/parts/Icon'
import { readyQuery } from './data'
import { isBlank } from './letter'
import { LetterEditor } from './LetterEditor'
import { Picks } from './Picks'
import { SavedMenu } from './SavedMenu'
import { Step } from './Step'
import type { Class, Letter, Note, ReadyLetter, Version } from './types'
import type { Draft } from './useDraft'
import { lookedAt, saidBy, saying, type At } from './ways'
import { VoucherPart } from './VoucherPart'
import { WaysChoice } from './WaysChoice'
import { WordsEditor } from './WordsEditor'

const classes: Class[] = ['care', 'marketing', 'survey', 'transaction']
const langs = ['vi', 'en'] as const

interface Props {
  draft: Draft
  at: At
}

/** What is sent: what sort of message it is by law, by which ways, and what it says by each. */
export function WhatPart({ draft, at }: Props) {
  const { t } = useTranslation()
  const [begun, setBegun] = useState(0)
  const begin = (ready: ReadyLetter) => {
    draft.change({ ...saying(draft.now, at.side, { letter: ready.letter }), class: ready.class })
    setBegun(begun + 1) // the blocks are others now
  }
  const beginSaved = (some: Partial<Version>, of: Class) => {
    draft.change({ ...saying(draft.now, at.side, some), class: of })
    setBegun(begun + 1)
  }
  return (
    <Step n={2} id="camp-what" title={t('campaign.what.title')}>
      <div className="camp-b">
        <ClassChoice draft={draft} />
        <Language draft={draft} />
        <WaysChoice draft={draft} />
        <div className="row camp-wrap camp-of">
          <Picks of={draft.now} at={at} label={t('campaign.what.which')} />
          <span className="sp" />
          <SavedMenu draft={draft} at={at} begin={beginSaved} />
          {at.way === 'email' && <Ready draft={draft} letter={saidBy(draft.now, at.side).letter} begin={begin} />}
        </div>
        <Editor key={`${at.way} ${at.side} ${begun}`} draft={draft} at={at} />
        <VoucherPart draft={draft} />
      </div>
    </Step>
  )
}

/** What is said by the way and in the version that are open. */
function Editor({ draft: { now, change }, at }: Props) {
  const { letter, texts } = saidBy(now, at.side)
  const note = texts?.[at.way] ?? {}
  const say = (some: Partial<Version>) => change(saying(now, at.side, some))
  const set = (n: Note) => say({ texts: { ...texts, [at.way]: n } })
  const common = { of: now.class, lang: now.lang }
  if (at.way === 'email') return <LetterEditor letter={letter} {...common} set={(l) => say({ letter: l })} />
  return <WordsEditor way={at.way} note={note} {...common} looked={lookedAt(now, at)} set={set} />
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
function Ready({ draft, letter, begin }: { draft: Draft; letter: Letter; begin: (l: ReadyLetter) => void }) {
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
            <Menu.Item key={l.key} onClick={() => (isBlank(letter) ? begin(l) : setAsked(l))}>
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
