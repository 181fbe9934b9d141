import type { Folder } from '../bundle/folder.ts';

/** Where a reporter that writes files puts them. */
export interface FileOptions {
  folder: Folder;
}
