import { PageWaiting } from '@/shell/PageStates'

export default function HomePage() {
  return <PageWaiting />
}
