/* What the host can ask for over the agent line. */
#pragma once

#include "clock.h"

/* Does what a request asks and answers it, at once or later. `words` are the verb and its arguments. */
void request_handle(unsigned request, char **words);
