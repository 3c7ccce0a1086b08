# What the plugin links to, beside the SDK. Nothing so far; static libraries travel best.
