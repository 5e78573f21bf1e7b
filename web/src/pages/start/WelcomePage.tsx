import { PageWaiting } from '@/shell/PageStates'

export default function WelcomePage() {
  return <PageWaiting />
}
