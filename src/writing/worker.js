/**
 * The thread that reads texts, one after the other. Like all that it imports it is plain JavaScript: to take types out,
 * a thread of its own would need 10 MB for that alone.
 */
import { parentPort } from 'node:worker_threads'
import { remarksOn } from './remarks.js'

parentPort?.on('message', (written) => parentPort?.postMessage(remarksOn(written)))
parentPort?.postMessage('ready')
