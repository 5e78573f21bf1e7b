import { useMay } from '@/session'
import { Erasures } from './Erasures'
import { Lists } from './Lists'
import { Processing } from './Processing'
import { Requests } from './Requests'
import { Retention } from './Retention'
import './privacy.css'

/** What people ask about their data, who may not be addressed, who was erased, and the register of processing. */
export function PrivacyTab() {
  const settings = useMay('settings')
  return (
    <>
      <Requests />
      <Lists />
      {settings && <Retention />}
      {settings && <Erasures />}
      <Processing />
    </>
  )
}
