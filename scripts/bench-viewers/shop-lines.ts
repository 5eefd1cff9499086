import { random } from '@/lib/demo/random'
import { combinedTime } from '../combined-time'

const pages = [
  ...['/cafe', '/cafe/menu.php', '/cafe/css/styles.css', '/cafe/images/logo.png'],
  ...['/cafe/images/front.jpg', '/cafe/orderHistory.php', '/favicon.ico', '/robots.txt'],
]
const agents = Array.from(
  { length: 60 },
  (_, at) =>
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${90 + at}.0.0.0 Safari/537.36`,
)

/** Lines of a shop's log in the combined format: ever new clients, orders, and a page that fails now and then. */
export function newShopLines(seed: number): (ms: number) => string {
  const chance = random(seed, 0)
  return (ms) => {
    const client = `${20 + chance.below(60)}.${chance.below(200)}.${chance.below(20)}.${1 + chance.below(250)}`
    const orders = chance.next() < 0.02
    const page = orders ? '/cafe/processOrder.php' : chance.pick(pages)
    const status = orders ? 302 : page === '/favicon.ico' ? 404 : chance.next() < 0.005 ? 500 : 200
    const agent = agents[chance.below(agents.length)]
    return `${client} - - [${combinedTime(ms)}] "${orders ? 'POST' : 'GET'} ${page} HTTP/1.1" ${status} 512 "-" "${agent}"`
  }
}
