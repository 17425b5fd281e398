int printf(const char *format, ...);

int main(void)
{
    printf("Hello from a plugin\n");
    return 0;
}
