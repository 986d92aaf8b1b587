extern "C" int anything();
extern "C" int anything() { return 1; }
