import { Fragment, type ReactNode } from 'react'
import { Help, type HelpPage } from '@/shell/Help'
import { Icon } from './Icon'

interface Props {
  title: ReactNode
  help?: HelpPage
  /** The way here: links to the pages above, the highest first. */
  way?: ReactNode[]
  /** A sentence below the title. */
  lead?: ReactNode
  /** Something other than a sentence below it. */
  sub?: ReactNode
  /** The actions stay beside the title on a phone, too. */
  keep?: boolean
  /** What can be done, at the right. */
  children?: ReactNode
}

/** The head of a page. */
export function PageHead({ title, help, way = [], lead, sub, keep, children }: Props) {
  return (
    <header className={keep ? 'ph keep' : 'ph'}>
      <div>
        {way.length > 0 && (
          <p className="crumb">
            {way.map((link, i) => (
              <Fragment key={i}>
                {link}
                <Icon name="right" size="xs" />
              </Fragment>
            ))}
          </p>
        )}
        <div className="ph-t">
          <h1>{title}</h1>
          {help && <Help page={help} />}
        </div>
        {lead && <p>{lead}</p>}
        {sub}
      </div>
      {children && <span className="sp" />}
      {children}
    </header>
  )
}
