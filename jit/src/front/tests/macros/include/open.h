#ifdef __PLUGVISOR__
int open_header;
