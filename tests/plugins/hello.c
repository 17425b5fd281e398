#include <stdio.h>

int main(void)
{
    printf("Hello from a plugin\n");
    return 0;
}
