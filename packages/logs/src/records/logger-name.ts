/** The attribute for what an app calls one of its loggers: a category, a tag, a name. Events on spans show it in place of the scope. */
export const ATTR_LOGGER_NAME = 'logger.name';
