// Everything of libxml2 that the SAX reader uses, and no more.
#include <libxml/xmlversion.h>
// ICU's headers would clash with the ones that Foundation brings along; nothing here looks inside a converter.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/dict.h>
#include <libxml/hash.h>
#include <libxml/xmlerror.h>
