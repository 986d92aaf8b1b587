extern "C" int symbolOfAnotherLibrary();
extern "C" int symbolOfAnotherLibrary() { return 9; }
